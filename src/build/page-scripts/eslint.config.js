// Lints the scripts of the pages (browsers) and of the build and the tests (Node.js).
const js = require('@eslint/js');

const BROWSER = [
  'AbortController Blob DecompressionStream Event EventSource Response URL URLSearchParams alert atob clearTimeout',
  'console document echarts fetch getComputedStyle history location localStorage navigator performance',
  'requestAnimationFrame setInterval setTimeout window',
];
const NODE = ['URL Buffer __dirname clearTimeout console fetch module process require setTimeout'];

const globals = (lists, access) => Object.fromEntries(lists.flatMap((l) => l.split(' ')).map((name) => [name, access]));

const rules = {
  ...js.configs.recommended.rules,
  eqeqeq: 'error',
  'max-len': ['error', { code: 120 }],
  'no-shadow': 'error',
  'no-unused-vars': ['error', { args: 'after-used', caughtErrors: 'none' }],
  'no-var': 'error',
  'object-shorthand': 'error',
  'prefer-const': ['error', { destructuring: 'all' }],
};

module.exports = [
  {
    files: ['pipelines/src/main/resources/**/*.js'],
    languageOptions: {
      ecmaVersion: 2022,
      sourceType: 'script',
      globals: { ...globals(BROWSER, 'readonly'), Footfall: 'readonly' },
    },
    rules,
  },
  {
    files: ['src/build/**/*.js', 'src/test/**/*.js'],
    languageOptions: {
      ecmaVersion: 2022,
      sourceType: 'commonjs',
      // A test hands functions to the page, which see the page's globals.
      globals: { ...globals(BROWSER, 'readonly'), ...globals(NODE, 'readonly') },
    },
    rules,
  },
  { files: ['src/build/query-editor/*.js'], languageOptions: { sourceType: 'module' } },
];
