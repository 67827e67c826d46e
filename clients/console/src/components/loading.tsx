// Shown while a screen or its data is loaded.
import Box from '@cloudscape-design/components/box';
import StatusIndicator from '@cloudscape-design/components/status-indicator';

export function Loading() {
  return (
    <Box padding="l">
      <StatusIndicator type="loading">Loading</StatusIndicator>
    </Box>
  );
}
