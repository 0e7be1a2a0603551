import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseHcl } from '@cdktn/hcl2json';
import { parse, type ScalarTag } from 'yaml';

const ROOT = join(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** What CloudFormation's short forms name: `!Ref A` and the `${A}` of `!Sub`. */
function readTemplate(text: string) {
  const named: string[] = [];
  const tag = (tag: string, namesIn: (text: string) => string[]): ScalarTag => ({
    tag,
    resolve(text) {
      named.push(...namesIn(text));
      return text;
    },
  });
  const placeholders = (text: string) => [...text.matchAll(/\$\{([^}]+)\}/g)].map(([, name = '']) => name);
  const customTags = [tag('!Ref', (name) => [name]), tag('!Sub', placeholders)];
  return { template: parse(text, { customTags }), named };
}

describe('the example pipeline of EC2 Image Builder', () => {
  const { template, named } = readTemplate(read('examples/image-builder/pipeline.yaml'));
  const resources = Object.values<typeof template>(template.Resources);
  const only = (type: string) => {
    const found = resources.filter(({ Type }) => Type === type);
    assert.equal(found.length, 1, type);
    return found[0]?.Properties ?? {};
  };

  it('names nothing that it has not, and has no parameter that it does not use', () => {
    const known = [...Object.keys(template.Parameters), ...Object.keys(template.Resources)];
    for (const name of named) assert.ok(name.startsWith('AWS::') || known.includes(name), name);
    for (const name of Object.keys(template.Parameters)) assert.ok(named.includes(name), name);
  });

  it('has every part, each with what the API demands', () => {
    const needed: Record<string, string[]> = {
      Component: ['Name', 'Version', 'Platform', 'Uri'],
      ImageRecipe: ['Name', 'Version', 'ParentImage', 'Components'],
      InfrastructureConfiguration: ['Name', 'InstanceProfileName'],
      DistributionConfiguration: ['Name', 'Distributions'],
      ImagePipeline: ['Name', 'ImageRecipeArn', 'InfrastructureConfigurationArn', 'Schedule'],
    };
    for (const [type, keys] of Object.entries(needed)) {
      const properties = only(`AWS::ImageBuilder::${type}`);
      for (const key of keys) assert.ok(properties[key], `${type} ${key}`);
    }
  });

  it('gives the component the parameter that it has', () => {
    const component = parse(read('test/fixtures/golden/component.yaml'));
    const [, ours] = only('AWS::ImageBuilder::ImageRecipe')['Components'];
    assert.deepEqual(
      ours.Parameters.map(({ Name }: typeof template) => Name),
      component.parameters.flatMap(Object.keys),
    );
  });

  it('begins from the EKS optimised AMI of the day, leaves the agent in, and keeps volumes and metadata closed', () => {
    const recipe = only('AWS::ImageBuilder::ImageRecipe');
    assert.match(recipe['ParentImage'], /^ssm:\/aws\/service\/ami-windows-latest\/.*-Core-EKS_Optimized-/);
    assert.equal(recipe['AdditionalInstanceConfiguration'].SystemsManagerAgent.UninstallAfterBuild, false);
    for (const { Ebs } of recipe['BlockDeviceMappings']) assert.equal(Ebs.Encrypted, true);
    const infrastructure = only('AWS::ImageBuilder::InfrastructureConfiguration');
    assert.equal(infrastructure['InstanceMetadataOptions'].HttpTokens, 'required');
    assert.equal('KeyPair' in infrastructure, false);
    assert.equal('SecurityGroupIngress' in only('AWS::EC2::SecurityGroup'), false);
  });

  it('lets the machine read the scripts and no other object', () => {
    const statements = only('AWS::IAM::Role')['Policies'].flatMap(
      ({ PolicyDocument }: typeof template) => PolicyDocument.Statement,
    );
    assert.equal(statements.length, 1);
    assert.equal(statements[0].Action, 's3:GetObject');
    assert.match(statements[0].Resource, /:s3:::\$\{ScriptsBucket\}\/\$\{ScriptsPrefix\}\/\*$/);
  });
});

describe('the example for Packer', () => {
  it('gives the template every variable that it needs, and none that it has not', async () => {
    const given = await parseHcl('nodes.hcl', read('examples/packer/nodes.auto.pkrvars.hcl'));
    const { variable } = await parseHcl('image.pkr.hcl', read('test/fixtures/golden/image.pkr.hcl'));
    for (const name of Object.keys(given)) assert.ok(name in variable, name);
    for (const [name, [{ default: usual }]] of Object.entries<[{ default?: unknown }]>(variable))
      assert.ok(usual !== undefined || name in given, name);
  });
});
