import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    // Tests that drive services, browsers and kernels share few cores there; a second try tells a slow start from a fault.
    retry: process.env.CI === undefined ? 0 : 1,
  },
});
