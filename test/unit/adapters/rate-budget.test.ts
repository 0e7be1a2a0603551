import { deepEqual, equal, ok } from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { createAwsClients } from '../../../src/adapters/aws/clients.ts';
import { createCommands } from '../../../src/adapters/aws/commands.ts';
import { RateBudget } from '../../../src/adapters/aws/rate-budget.ts';
import { FakeClock } from '../core/run/doubles.ts';
import { closeTheNet, failure, onSsm, openTheNet } from './wire.ts';

/** Time that passes for one sleeper after the other, as it does for those who wait at the same time. */
class OrderlyClock extends FakeClock {
  began = this.time;
  override sleep = async (milliseconds: number) => {
    const wakes = this.now().getTime() + milliseconds;
    await Promise.resolve();
    this.time = Math.max(this.time, wakes);
  };
  get seconds(): number {
    return (this.time - this.began) / 1000;
  }
}

describe('RateBudget', () => {
  const takeMany = async (budget: RateBudget, count: number, service = 'ssm', operation = 'ListCommands') => {
    for (let taken = 0; taken < count; taken++) await budget.take(service, operation);
  };

  it('lets a burst through and then keeps to the rate', async () => {
    const clock = new OrderlyClock();
    const budget = new RateBudget(clock);
    await takeMany(budget, 10);
    equal(clock.seconds, 0);
    await takeMany(budget, 50);
    equal(clock.seconds, 5);
  });

  it('is shared by all who ask at once, first come, first served', async () => {
    const clock = new OrderlyClock();
    const budget = new RateBudget(clock);
    await Promise.all(Array.from({ length: 40 }, () => budget.take('ssm', 'ListCommands')));
    equal(clock.seconds, 3);
  });

  it('is one for each operation', async () => {
    const clock = new OrderlyClock();
    const budget = new RateBudget(clock);
    await takeMany(budget, 10, 'ssm', 'SendCommand');
    await takeMany(budget, 10, 'ssm', 'ListCommands');
    await takeMany(budget, 200, 's3', 'GetObject');
    equal(clock.seconds, 0);
  });

  it('shrinks with every throttled request, never to nothing, and recovers with answered ones', async () => {
    const clock = new OrderlyClock();
    const budget = new RateBudget(clock);
    const secondsFor = async (count: number) => {
      const began = clock.seconds;
      await takeMany(budget, count);
      return clock.seconds - began;
    };
    await secondsFor(10);
    budget.throttled('ssm', 'ListCommands');
    equal(await secondsFor(8), 1);
    for (let times = 0; times < 100; times++) budget.throttled('ssm', 'ListCommands');
    equal(await secondsFor(1), 2);
    for (let times = 0; times < 1000; times++) budget.answered('ssm', 'ListCommands');
    const most = await secondsFor(400);
    ok(most > 9 && most <= 10, `${most} seconds for 400 requests`);
  });

  describe('over the wire', () => {
    beforeEach(closeTheNet);
    afterEach(openTheNet);

    it('counts the SDK’s own retries, and hears of throttling', async () => {
      const told: string[] = [];
      class Told extends RateBudget {
        override take(service: string, operation: string) {
          told.push(`take ${service}:${operation}`);
          return super.take(service, operation);
        }
        override throttled() {
          told.push('throttled');
        }
        override answered() {
          told.push('answered');
        }
      }
      const budget = new Told(new OrderlyClock());
      onSsm('ListCommands').reply(400, failure('ThrottlingException', 'Rate exceeded'));
      onSsm('ListCommands').reply(200, { Commands: [] });
      deepEqual(await createCommands(createAwsClients({}, new Map(), budget)).open(), []);
      deepEqual(told, ['take ssm:ListCommands', 'throttled', 'take ssm:ListCommands', 'answered']);
    });
  });
});
