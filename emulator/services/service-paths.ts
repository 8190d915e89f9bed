/** Where each of Adobe's hosts stands under the emulator's URL. */
export const BASE_PATHS = { ims: '/ims', platform: '/platform', cja: '/cja' } as const;

export const SERVICES = [
  'ims',
  'segmentation',
  'catalog',
  'data-access',
  'ingestion',
  'schema-registry',
  'query-service',
  'cja',
] as const;
export type Service = (typeof SERVICES)[number];

/** Where each service stands: the base path of its host, and its place there. */
export const SERVICE_PATHS: Readonly<Record<Service, string>> = {
  ims: BASE_PATHS.ims,
  segmentation: `${BASE_PATHS.platform}/data/core/ups`,
  catalog: `${BASE_PATHS.platform}/data/foundation/catalog`,
  'data-access': `${BASE_PATHS.platform}/data/foundation/export`,
  ingestion: `${BASE_PATHS.platform}/data/foundation/import`,
  'schema-registry': `${BASE_PATHS.platform}/data/foundation/schemaregistry`,
  'query-service': `${BASE_PATHS.platform}/data/foundation/query`,
  cja: BASE_PATHS.cja,
};

/** @returns the service that a path belongs to; null: none of them */
export function serviceAt(path: string): Service | null {
  return SERVICES.find((service) => path.startsWith(`${SERVICE_PATHS[service]}/`)) ?? null;
}

/** The path as Adobe has it, without its host's base path here. */
export function pathAtAdobe(path: string): string {
  const base = Object.values(BASE_PATHS).find((candidate) => path.startsWith(`${candidate}/`)) ?? '';
  return path.slice(base.length);
}
