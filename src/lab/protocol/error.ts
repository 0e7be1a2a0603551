/** An error as AWS answers it: its code, its message and the HTTP status. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
  }
}

/** The lab could not be started or asked; `suggestions` say what to do next. */
export class LabError extends Error {
  readonly code: string;
  readonly suggestions: string[];

  constructor(code: string, message: string, suggestions: string[] = []) {
    super(message);
    this.name = 'LabError';
    this.code = code;
    this.suggestions = suggestions;
  }
}
