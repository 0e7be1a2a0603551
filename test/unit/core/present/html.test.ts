import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { htmlParts } from '../../../../src/core/present/html.ts';
import type { ShownRun } from '../../../../src/core/present/model.ts';
import { sampleOutcome, sampleReport, sampleResult, sampleRun } from './sample-run.ts';

const html = (run: ShownRun, template: string) => [...htmlParts(run, template)].join('');
const TEMPLATE = readFileSync(new URL('../../../../documents/report.html.hbs', import.meta.url), 'utf8');
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

const HOSTILE = [
  '<script>document.title="owned"</script>',
  '"><img src=x onerror=\'document.title="owned"\'>',
  '</style><style>body{display:none}</style>',
  '{{constructor.constructor "return 1"}}',
  'evil\u202egnp.exe\x1b[31m',
];

/** Every text that a node, a tag or a policy file can bring, hostile. */
function hostileRun(): ShownRun {
  const evil = HOSTILE.join(' ');
  const found = { [evil]: evil };
  const controls = [
    { id: '1.1', title: evil, level: evil, alsoMeets: [evil], statuses: { NonCompliant: 1, Error: 1 } },
  ];
  const report = sampleReport(
    1,
    [{ id: '1.1', status: 'NonCompliant', found, required: { equals: evil }, message: evil }],
    {
      backup: { path: evil, sha256: evil, entries: 1 },
    },
  );
  const outcome = sampleOutcome(1, {
    name: evil,
    outcome: 'NonCompliant',
    reason: evil,
    report: { source: 's3', key: evil, bytes: 1, sha256: evil },
  });
  const wave = {
    number: 1,
    canary: true,
    commandIds: [evil],
    nodes: ['i'],
    started: evil,
    finished: evil,
    outcome: 'stopped' as const,
    reason: evil,
  };
  const nodes = {
    selected: 1,
    excluded: [{ instanceId: 'i-9', name: evil, platform: evil, reason: evil }],
    outcomes: [outcome],
  };
  const control = { id: evil, title: evil, effect: 'waived' as const, reason: evil, when: [{}] };
  const overlays = [{ overlay: evil, title: evil, when: {}, controls: [control] }];
  const schedule = { name: evil, associationId: evil, executionId: evil };
  const result = sampleResult({ baseline: evil, controls, nodes, waves: [wave], overlays, schedule });
  return { result, reports: [report] };
}

describe('the report page', () => {
  const page = html(sampleRun(), TEMPLATE);

  it('names the schedule of its run', () => {
    const { result, reports } = sampleRun();
    const schedule = { name: 'nightly', associationId: 'a', executionId: 'e' };
    match(html({ result: { ...result, schedule }, reports }, TEMPLATE), /by the schedule nightly/);
    doesNotMatch(page, /by the schedule/);
  });

  it('names a hundred of the many nodes that found the same, and counts the others', () => {
    const found = (number: number) => [{ id: '1.1.1', status: 'NonCompliant' as const, found: number, required: null }];
    const reports = Array.from({ length: 130 }, (_, index) => sampleReport(index, found(index < 120 ? 1 : 2)));
    const outcomes = reports.map((_, index) => sampleOutcome(index));
    const controls = [{ id: '1.1.1', title: 'One', level: 'L1', statuses: {} }];
    const told = html(
      { result: sampleResult({ controls, nodes: { selected: 130, excluded: [], outcomes } }), reports },
      TEMPLATE,
    );
    match(told, /, and 20 more<\/td>/);
    doesNotMatch(told, /and -?\d+ more.*and -?\d+ more/s);
  });

  it('tells what became of restarts', () => {
    const outcomes = [sampleOutcome(1, { rebootRequired: true }), sampleOutcome(2, { rebooted: true })];
    const told = html(
      { result: sampleResult({ nodes: { selected: 2, excluded: [], outcomes } }), reports: [] },
      TEMPLATE,
    );
    match(told, /<th>Restart<\/th>/);
    match(told, /<span class="word bad">required<\/span>/);
    match(told, /<span class="word changed">restarted<\/span>/);
  });

  it('tells of overlays, their nodes, and what they do why', () => {
    const when = { containerHost: true };
    const control = {
      id: '9.3.4',
      title: 'Local rules',
      effect: 'waived' as const,
      reason: 'Pods need it.',
      when: [when],
    };
    const overlays = [{ overlay: 'eks', title: 'Nodes', when, controls: [control] }];
    const told = html({ ...sampleRun(), result: sampleResult({ overlays }) }, TEMPLATE);
    match(told, /<span class="title">eks on container hosts \(2 of 2 nodes\): 1 control waived /);
    match(told, /<td>waived<\/td><td>container hosts<\/td><td>Pods need it\.<\/td>/);
    doesNotMatch(page, /id="overlays"/);
  });

  it('is one file that loads nothing and runs nothing', () => {
    doesNotMatch(page, /<script|<link|src=|@import|url\(/i);
    match(page, /Content-Security-Policy" content="default-src 'none'/);
  });

  it('says what else a control meets, where something', () => {
    doesNotMatch(page, /Also meets/);
    const controls = [{ id: '1.1.1', title: 'History', level: 'L1', alsoMeets: ['V-1', 'CIS 2'], statuses: {} }];
    match(
      html({ ...sampleRun(), result: sampleResult({ controls }) }, TEMPLATE),
      /<p class="dim">Also meets V-1, CIS 2<\/p>/,
    );
  });

  it('says which NIST controls a control serves, where some', () => {
    doesNotMatch(page, /NIST/);
    const controls = [{ id: '1.1.1', title: 'History', level: 'L1', nist: ['AC-7', 'IA-5(1)'], statuses: {} }];
    match(
      html({ ...sampleRun(), result: sampleResult({ controls }) }, TEMPLATE),
      /<p class="dim">NIST SP 800-53 Rev. 5: AC-7, IA-5\(1\)<\/p>/,
    );
  });

  it('comes in parts, with a row for each of many nodes and none for a text that looks like their place', () => {
    const outcomes = Array.from({ length: 2000 }, (_, index) => sampleOutcome(index + 1, { reason: '\u0000' }));
    const parts = [
      ...htmlParts(
        { result: sampleResult({ nodes: { selected: 2000, excluded: [], outcomes } }), reports: [] },
        TEMPLATE,
      ),
    ];
    ok(parts.length > 5 && parts.every((part) => part.length < 200_000), `${parts.map(({ length }) => length)}`);
    equal(parts.join('').match(/<tr><td class="name">/g)?.length, 4000);
  });

  it('is the same for the same run', () => equal(html(sampleRun(), TEMPLATE), page));

  it('shows no unfilled part for a run that has nothing yet', () => {
    const empty = html(
      {
        result: sampleResult({ nodes: { selected: 0, excluded: [], outcomes: [] }, s3: null, finished: null }),
        reports: [],
      },
      TEMPLATE,
    );
    doesNotMatch(empty, /undefined|\[object|NaN|\{\{/);
  });

  it('lets no markup or writing direction through', () => {
    const hostile = html(hostileRun(), TEMPLATE);
    doesNotMatch(hostile, /<script|<img|<\/style><style|\u202e|\x1b/);
  });
});

const text = async (part: Locator) => (await part.textContent()) ?? '';

describe('the report page in a browser', function () {
  this.timeout(60_000);
  let browser: Browser;

  before(async function () {
    if (!existsSync(CHROMIUM)) {
      console.warn(`NOT TESTED: the report page in a browser; there is no ${CHROMIUM} (set CHROMIUM to one)`);
      return this.skip();
    }
    const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];
    browser = await chromium.launch({ executablePath: CHROMIUM, args });
  });
  after(async () => browser?.close());

  async function open(run: ShownRun, act: (page: Page, requests: string[]) => Promise<void>) {
    const page = await browser.newPage();
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.setContent(html(run, TEMPLATE));
    await act(page, requests);
    await page.close();
  }

  it('shows the outcome of each node, and found and required of each control', async () => {
    await open(sampleRun(), async (page) => {
      equal(await page.locator('h1').textContent(), 'apply cis-l1');
      equal(await page.locator('#nodes tbody tr').count(), 2);
      const cells = await page.locator('#open details').first().locator('tbody td').allTextContents();
      deepEqual(cells.slice(0, 4), ['NonCompliant', '0', '24 or more', 'node-1 (i-00000000000000001)']);
      equal(await page.locator('#settled details').count(), 1);
      equal(await page.locator('#settled tbody').first().isVisible(), false);
      await page.locator('#settled summary').first().click();
      match(await text(page.locator('#settled tbody').first()), /all 2 nodes/);
    });
  });

  it('shows hostile values as text, runs none of them and asks for nothing', async () => {
    await open(hostileRun(), async (page, requests) => {
      await page.waitForTimeout(200);
      doesNotMatch(await page.title(), /^owned$/);
      deepEqual(requests, []);
      deepEqual(await page.locator('script, img, iframe, object, link').count(), 0);
      equal(await page.locator('body').isVisible(), true);
      match(await text(page.locator('#open')), /<script>document\.title="owned"<\/script>/);
      match(await text(page.locator('#open')), /evil\\u202egnp\.exe\\u001b\[31m/);
    });
  });

  it('is readable in the dark and on a telephone', async () => {
    await open(sampleRun(), async (page) => {
      const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
      const light = await background();
      await page.emulateMedia({ colorScheme: 'dark' });
      equal((await background()) === light, false);
      await page.setViewportSize({ width: 390, height: 800 });
      equal(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth'), true);
    });
  });
});
