// Jest runs the same TypeScript that Node runs: types are blanked out in place, so lines and columns stay true without source maps.
import { createHash } from 'node:crypto';
import { stripTypeScriptTypes } from 'node:module';

export default {
  process: (source) => ({ code: stripTypeScriptTypes(source, { mode: 'strip' }) }),
  getCacheKey: (source, file, options) =>
    createHash('sha256')
      .update(source)
      .update('\0')
      .update(file)
      .update(process.version)
      .update(options.configString)
      .digest('hex'),
};
