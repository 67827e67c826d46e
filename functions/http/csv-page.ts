// The result of an operation in CSV. The middy stack sends it with the URL of the next page in the header `Link`.
export class CsvPage {
  readonly text: string;
  readonly nextCursor: string | null;

  constructor(text: string, nextCursor: string | null) {
    this.text = text;
    this.nextCursor = nextCursor;
  }
}
