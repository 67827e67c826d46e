// No SDK call of the functions uses event streams. This stub removes their codec from the SDK.
export {};
