#!/usr/bin/env node
// Every Node.js there is must be able to read this file, so that an old one can say what is missing:
// no import statement and no syntax newer than import() itself.
if (Number(process.versions.node.split('.')[0]) < 22) {
  console.error(`winharden needs Node.js 22 or newer and this is ${process.version}; get one from https://nodejs.org.`);
  process.exitCode = 1;
} else {
  Promise.all([import('node:module'), import('node:os'), import('node:path')])
    .then(([module, os, path]) => {
      // The user's own folder: a compile cache in a shared temporary folder could be planted by somebody else.
      if (module.enableCompileCache && !process.env.NODE_COMPILE_CACHE) {
        module.enableCompileCache(path.join(os.homedir(), '.cache', 'winharden'));
      }
      return import('../dist/terminal/main.js');
    })
    .then((program) => program.main(process.argv.slice(2)));
}
