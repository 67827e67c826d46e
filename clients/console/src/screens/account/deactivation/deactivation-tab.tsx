export function DeactivationTab() {
  return null;
}
