module.exports = {
  forbidden: [],
  options: { parser: 'swc', tsConfig: { fileName: 'tsconfig.json' }, tsPreCompilationDeps: true },
};
