/** Jest calls this after the last test file of a run. */
export default () => globalThis.removeSharedFolder();
