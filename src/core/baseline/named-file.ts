/** Policy is named, or it is a file of the user's: `./my.yaml`. */
export function isFile(nameOrFile: string): boolean {
  return /[\\/]|\.ya?ml$/i.test(nameOrFile);
}
