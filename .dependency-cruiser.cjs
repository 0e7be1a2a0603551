/** The import rules of docs/decisions/0001-layers.md, held by `npm run lint`. */
const STAGES = [
  'baseline',
  'gpo',
  'plan',
  'compare',
  'script',
  'document',
  'fleet',
  'report',
  'results',
  'run',
  'schedule',
  'drift',
  'present',
  'compliance',
  'permissions',
  'posture',
  'replace',
  'access',
  'eksctl',
  'image',
  'inspector',
  'guardduty',
  'setup',
  'doctor',
];

/** A stage of core knows only the stages before it. */
const stageRules = STAGES.slice(0, -1).map((stage, index) => ({
  name: `core-${stage}-knows-no-later-stage`,
  severity: 'error',
  from: { path: `^src/core/${stage}/` },
  to: { path: `^src/core/(${STAGES.slice(index + 1).join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...stageRules,
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'core-is-pure',
      comment: 'core computes; it neither reads files nor talks to AWS nor prints',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { path: ['@aws-sdk', '@oclif', '^(node:)?(fs|http|https|net|os|process|child_process|readline)(/|$)'] },
    },
    {
      name: 'core-imports-core-only',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { path: '^src/(?!core/)' },
    },
    {
      name: 'actions-know-no-adapter-and-no-terminal',
      severity: 'error',
      from: { path: '^src/actions/' },
      to: { path: '^src/(adapters|commands|terminal|lab)/' },
    },
    {
      name: 'adapters-serve-ports',
      severity: 'error',
      from: { path: '^src/adapters/' },
      to: { path: '^src/(actions|commands|terminal|lab)/' },
    },
    {
      name: 'commands-reach-adapters-through-app',
      severity: 'error',
      from: { path: '^src/(commands|terminal)/' },
      to: { path: '^src/adapters/' },
    },
    {
      name: 'lab-stands-alone',
      comment: 'a wrong idea of SSM must not pass its own test',
      severity: 'error',
      from: { path: '^src/lab/' },
      to: { path: '^src/(?!lab/)' },
    },
    {
      name: 'nothing-needs-the-lab',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/lab/', '^src/commands/lab/', '^src/terminal/'] },
      to: { path: '^src/lab/' },
    },
    {
      name: 'the-lab-is-loaded-only-when-asked-for',
      severity: 'error',
      from: { path: '^src/(commands|terminal)/' },
      to: { path: '^src/lab/', dependencyTypesNot: ['dynamic-import', 'type-only'] },
    },
  ],
  options: {
    parser: 'swc',
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    detectJSDocImports: false,
  },
};
