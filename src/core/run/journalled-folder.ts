import type { RunFolder } from '../ports.ts';
import type { JournalRecord } from './model.ts';
import type { RunRecord } from './run-record.ts';

/** A run's folder whose journal the record follows, so that both know alike which nodes may be at work. */
export const journalledFolder = (folder: RunFolder, record: RunRecord): RunFolder => ({
  ...folder,
  append: async (entry) => {
    await folder.append(entry);
    followSends(record, entry);
  },
});

/** A node that something was announced to may be at work, whatever was answered, until it ends or surely was not sent to. */
export function followSends(record: RunRecord, entry: JournalRecord): void {
  if (entry.type === 'sending' || entry.type === 'automating') record.sentTo(entry.nodes);
  if (entry.type === 'automation') record.automation(entry.executionId);
  if (entry.type === 'notSent') record.notSentTo(entry.nodes);
}
