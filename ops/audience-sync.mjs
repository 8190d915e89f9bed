#!/usr/bin/env node
import '../tools/require-node.mjs';
await import('./cli.ts');
