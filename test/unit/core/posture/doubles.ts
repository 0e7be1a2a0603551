import { WinhardenError } from '../../../../src/core/errors.ts';
import type { MachineImage, Posture, PostureFacts, SecurityGroup } from '../../../../src/core/ports.ts';

type Question = keyof PostureFacts;

/** What AWS knows, and what it refuses to tell. */
export class FakePosture implements PostureFacts {
  visible: MachineImage[] = [];
  published: Record<string, string> = {};
  groups: SecurityGroup[] = [];
  lacking: Record<string, string[]> = {};
  versions: Record<string, string> = {};
  refused: Question[] = [];
  /** Each question with what was asked for. */
  asked: [Question, string[]][] = [];

  port: Posture = { at: () => this };
  images = async (ids: string[]) => {
    this.ask('images', ids);
    return this.visible.filter(({ imageId }) => ids.includes(imageId));
  };
  parameters = async (names: string[]) => {
    this.ask('parameters', names);
    return new Map(Object.entries(this.published).filter(([name]) => names.includes(name)));
  };
  securityGroups = async (ids: string[]) => {
    this.ask('securityGroups', ids);
    return this.groups.filter(({ id }) => ids.includes(id));
  };
  missingRights = async (profileArn: string) => {
    this.ask('missingRights', [profileArn]);
    return this.lacking[profileArn] ?? [];
  };
  kubernetesOf = async (cluster: string) => {
    this.ask('kubernetesOf', [cluster]);
    return this.versions[cluster] ?? '1.35';
  };

  private ask(question: Question, about: string[]): void {
    if (about.length === 0) return;
    this.asked.push([question, about]);
    if (this.refused.includes(question)) {
      throw new WinhardenError({ code: 'NoPermission', message: `you may not ask for ${question}` });
    }
  }
}
