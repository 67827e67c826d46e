// Generates a fetch client and zod schemas with orval.
const input = '../../docs/openapi.json';

export default {
  client: {
    input,
    output: {
      target: 'generated/orval/client.ts',
      client: 'fetch',
      override: { mutator: { path: 'life-cycle/orval-fetch.ts', name: 'orvalFetch' } },
    },
  },
  zod: { input, output: { target: 'generated/orval/zod.ts', client: 'zod' } },
};
