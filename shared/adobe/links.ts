/**
 * A query parameter of a link to the next page, as it is to be sent; null where there is none.
 * Adobe's links come whole (`https://…`), from the root (`/export/jobs/?offset=…`) or behind a placeholder
 * (`@/audiences?start=…`), and an empty one means that there is no next page.
 */
export function linkParameter(href: string | null | undefined, name: string): string | null {
  const query = href?.split('?')[1]?.split('#')[0] ?? '';
  for (const part of query.split('&')) {
    const [key, value = ''] = part.split(/=(.*)/s);
    // Opaque values may hold a plus sign, which URLSearchParams would read as a blank.
    if (key === name && value !== '') return decode(value);
  }
  return null;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
