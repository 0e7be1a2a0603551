import assert from 'node:assert/strict';
import { ReportShelf } from '../../../../src/core/report/report-shelf.ts';
import { idOf, reportFor } from '../run/doubles.ts';

describe('ReportShelf', () => {
  const copy = (number: number) => structuredClone(reportFor(idOf(number), 'run', 'command'));

  it('gives back what it was given, in the order asked for', () => {
    const shelf = new ReportShelf();
    const other = { ...copy(2), controls: copy(2).controls.slice(1) };
    for (const report of [copy(1), other, copy(3)]) shelf.add(report);
    const asked = [3, 2, 4, 1].map((number) => ({ instanceId: idOf(number) }));
    assert.deepEqual(shelf.of(asked), [copy(3), other, copy(1)]);
  });

  it('keeps equal lists once, and equal parts of lists that differ', () => {
    const shelf = new ReportShelf();
    for (const report of [copy(1), copy(2), { ...copy(3), controls: copy(3).controls.slice(1) }]) shelf.add(report);
    const [one, same, less] = shelf.of([1, 2, 3].map((number) => ({ instanceId: idOf(number) })));
    assert.equal(one?.controls, same?.controls);
    assert.notEqual(one?.controls, less?.controls);
    assert.equal(one?.controls[1], less?.controls[0]);
    assert.equal(one?.changes, less?.changes);
  });
});
