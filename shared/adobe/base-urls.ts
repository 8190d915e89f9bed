/** Where Adobe's services are, unless told otherwise. */
export const DEFAULT_BASE_URLS = {
  /** Identity Management System, which hands out access tokens. */
  ims: 'https://ims-na1.adobelogin.com',
  /** Experience Platform. */
  platform: 'https://platform.adobe.io',
  /** Customer Journey Analytics. */
  cja: 'https://cja.adobe.io',
} as const;
