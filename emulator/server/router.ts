import type { Answer } from './answer.ts';
import type { ServiceRequest } from './request.ts';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';
  /** With its variable parts in braces, as OpenAPI writes them: `/export/jobs/{id}`. A part never spans a slash. */
  readonly path: string;
  readonly handle: (request: ServiceRequest) => Promise<Answer> | Answer;
}

export interface Found {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** Puts the routes of a service behind its base path. */
export function under(base: string, routes: readonly Route[]): Route[] {
  return routes.map((route) => ({ ...route, path: base + route.path }));
}

export type Router = (method: string, path: string) => Found | null;

/** Finds the route of a request; of two that fit, the one that was listed first. */
export function createRouter(routes: readonly Route[]): Router {
  const table = routes.map((route) => ({ route, segments: route.path.split('/') }));
  return (method, path) => {
    const segments = segmentsOf(path);
    for (const { route, segments: pattern } of table) {
      const params = route.method === method ? match(pattern, segments) : null;
      if (params !== null) return { route, params };
    }
    return null;
  };
}

/** Whether a path is one of those that a template means. */
export function isOfTemplate(path: string, template: string): boolean {
  return match(template.split('/'), segmentsOf(path)) !== null;
}

/** Some of Adobe's own links end in a slash before the query (`/export/jobs/?offset=`, docs: Export jobs endpoint). */
function segmentsOf(path: string): string[] {
  return (path.length > 1 ? path.replace(/\/$/, '') : path).split('/');
}

function match(pattern: readonly string[], segments: readonly string[]): Record<string, string> | null {
  if (pattern.length !== segments.length) return null;
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (expected.startsWith('{')) {
      const value = decode(segment);
      if (value === null || value === '') return null;
      params[expected.slice(1, -1)] = value;
    } else if (expected !== segment) {
      return null;
    }
  }
  return params;
}

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
