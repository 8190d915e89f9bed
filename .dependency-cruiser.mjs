/** The arrows between the rooms: who may import whom. docs/architecture.md draws them. */
const room = (name) => `^${name}/`;
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

export default {
  forbidden: [
    forbid(
      'shared-stands-alone',
      'shared/ imports no other room',
      { path: room('shared') },
      { path: '^(infra|functions|emulator|local|ops|test|tools|bench)/' },
    ),
    forbid(
      'adobe-clients-stand-alone',
      'shared/adobe could be published as it is',
      { path: '^shared/adobe/' },
      { path: '^shared/', pathNot: '^shared/adobe/' },
    ),
    forbid(
      'functions-know-only-shared',
      'what is deployed knows nothing of how it is deployed or tried',
      { path: room('functions') },
      { path: '^(infra|local|emulator|ops|test|tools|bench)/' },
    ),
    forbid(
      'infra-knows-contracts',
      'infra/ takes the definition, the step contracts, the error names, and what is watched and told of executions only',
      { path: room('infra') },
      {
        path: '^(shared/(?!definition/|steps/|errors/|watching/|executions/)|functions/|local/|emulator/|ops/|test/|bench/)',
      },
    ),
    forbid(
      'emulator-is-for-everyone',
      'the emulator knows nothing of the runner or the functions',
      { path: room('emulator') },
      { path: '^(infra|functions|local|ops|test|bench)/' },
    ),
    forbid(
      'local-runs-what-is-synthesized',
      'the runner takes functions out of the bundles, never by import',
      { path: room('local'), pathNot: '^local/start/write-report\\.ts$' },
      { path: '^(infra|functions|ops|test|bench)/' },
    ),
    forbid(
      'start-writes-the-report',
      'npm start ends with the page that an operator gets; it takes nothing else of the operator',
      { path: '^local/start/write-report\\.ts$' },
      { path: '^(infra|functions|ops/(?!report/|aws/aws\\.ts|ops-error\\.ts)|test|bench)/' },
    ),
    forbid(
      'ops-knows-only-shared',
      'the operator speaks to AWS alone, wherever that is',
      { path: room('ops') },
      { path: '^(infra|functions|emulator|local|test|bench)/' },
    ),
    forbid(
      'bench-measures-the-engine',
      'a benchmark runs the real statement in the real engine, and needs nothing else',
      { path: room('bench') },
      { path: '^(infra|functions|local|ops|test)/' },
    ),
    forbid(
      'bundles-carry-dependencies-only',
      'a devDependency does not exist in Lambda',
      { path: '^(functions|shared)/' },
      { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    ),
    forbid('no-cycles', 'two files that need each other are one subject or three', {}, { circular: true }),
    forbid(
      'no-orphans',
      'a file that nobody imports is dead',
      {
        orphan: true,
        pathNot: '(\\.mjs$|handler\\.ts$|cli\\.ts$|app\\.ts$|start\\.ts$|worker\\.ts$|\\.test\\.ts$|^tools/|^test/)',
      },
      {},
    ),
    forbid('everything-resolves', 'an import that leads nowhere', {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(cdk\\.out|/fixtures/.*\\.json$)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
};
