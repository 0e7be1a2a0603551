import { equal } from 'node:assert/strict';
import { flagText } from '../../../src/terminal/flag-text.ts';

describe('flags as a user types them', () => {
  it('leave out what has no value', () =>
    equal(flagText({ region: 'eu-west-1', profile: undefined }), ' --region eu-west-1'));

  it('quote what a shell would take apart', () => {
    equal(flagText({ lab: './my lab' }), " --lab './my lab'");
    equal(flagText({ lab: "it's; rm" }), " --lab 'it'\\''s; rm'");
  });
});
