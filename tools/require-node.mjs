// Loaded before any TypeScript file: an old Node gets one clear line instead of a syntax error.
// `npm ci` brings Node 24 along as a devDependency; users whose npm ignores install scripts end up here.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `audience-sync needs Node 24, and this is ${process.version}. npm was told to ignore install scripts; run: npm rebuild node --ignore-scripts=false\n`,
  );
  process.exit(2);
}
