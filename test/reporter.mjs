import mocha from 'mocha';

/** Mocha's own spec reporter, closed by one line that any CI can read. */
export default class SummaryReporter extends mocha.reporters.Spec {
  epilogue() {
    super.epilogue();
    const { passes = 0, failures = 0, pending = 0 } = this.stats ?? {};
    console.log(`${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}`);
  }
}
