// The names of tokens in the message of an error.

export interface TokenName {
  readonly id: number;
  readonly name: string;
}

export function namesOf(tokens: readonly TokenName[]): string {
  return tokens.map(({ name }) => name).join(', ');
}
