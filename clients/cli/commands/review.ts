// service-users review
import { Command } from 'commander';
import { type Api, itemsOf, type Schemas } from '../connection/api.ts';
import type { Column } from '../output/output.ts';
import { open, present, withExamples } from './context.ts';

type Entry = Schemas['AccessReviewEntry'];

const namesOf = (items: readonly { readonly name: string }[]) => items.map(({ name }) => name);

const COLUMNS: readonly Column<Entry>[] = [
  ['user_id', ({ user }) => user.user_id],
  ['role', ({ user }) => user.role],
  ['teams', ({ user }) => user.teams],
  ['owners', ({ owners }) => owners.map(({ user_id }) => user_id)],
  ['purpose', ({ user }) => user.purpose],
  ['managed_by', ({ user }) => user.managed_by],
  ['tokens', ({ tokens }) => namesOf(tokens)],
  ['federation_policies', ({ federation_policies: policies }) => namesOf(policies)],
  ['iam_principals', ({ user }) => user.iam_principals],
  ['last_login', ({ user }) => user.last_login],
  ['findings', ({ findings }) => [...new Set(findings.map(({ code }) => code))]],
];

export function reviewCommand(): Command {
  const review = new Command('review')
    .description('review the access of every active Service User, with findings')
    .option('--finding <code>', 'only Service Users with this finding, such as no_owner or unused')
    .action(async ({ finding }: { finding?: string }, command: Command) => {
      const { api, output } = await open(command);
      output.list(await Array.fromAsync(entries(api, finding)), COLUMNS);
    });
  return withExamples(review, 'review --finding no_owner', 'review --csv > review.csv');
}

/** An entry takes several reads, so that the API limits a page to fewer entries than those of other lists. */
const PAGE_SIZE = 50;

function entries(api: Api, finding: string | undefined): AsyncGenerator<Entry> {
  return itemsOf(async ({ cursor }) => {
    const query = {
      ...present({ finding: finding as 'unused' | undefined }),
      cursor,
      size: PAGE_SIZE,
      format: 'json' as const,
    };
    const { data } = await api.GET('/api/access-review', { params: { query } });
    // The document has CSV as a second type of the response.
    return { data: data as Schemas['AccessReview'] };
  });
}
