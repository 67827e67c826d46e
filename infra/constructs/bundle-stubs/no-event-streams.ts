// No operation of ours streams events: the SDK's codec for them stays out of the bundle.
export {};
