import { nameOf } from './explain.ts';

/** What `work` answers; null where AWS says by one of these names that what is asked for is not there. */
export async function orNull<T>(names: string[], work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (names.includes(nameOf(error))) return null;
    throw error;
  }
}
