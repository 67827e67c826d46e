// A function handles one request at a time, so the SDK reads the trace id from the environment. This stub removes the store
// that keeps the trace ids of concurrent requests apart.
export const InvokeStore = { getInstanceAsync: async () => undefined };
