// Switches between the light and the dark theme; follows the system until the reader chooses.
(function () {
  'use strict';

  const KEY = 'footfall-theme';
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  const listeners = [];

  function chosen() {
    try {
      return localStorage.getItem(KEY);
    } catch (e) {
      return null; // Storage may be disabled.
    }
  }

  function isDark() {
    const theme = document.documentElement.dataset.theme;
    return theme ? theme === 'dark' : system.matches;
  }

  function set(theme) {
    document.documentElement.dataset.theme = theme;
    try {
      localStorage.setItem(KEY, theme);
    } catch (e) {
      // Without storage the choice lasts until the page is closed.
    }
    listeners.forEach((listener) => listener());
  }

  /** Makes the button switch the theme. */
  function attach(button) {
    const label = () => {
      button.textContent = isDark() ? 'Light' : 'Dark';
      button.setAttribute('aria-label', 'Use the ' + (isDark() ? 'light' : 'dark') + ' theme');
    };
    button.addEventListener('click', () => set(isDark() ? 'light' : 'dark'));
    listeners.push(label);
    label();
  }

  if (chosen() === 'dark' || chosen() === 'light') document.documentElement.dataset.theme = chosen();
  system.addEventListener('change', () => listeners.forEach((listener) => listener()));

  Footfall.theme = { attach, isDark, onChange: (listener) => listeners.push(listener) };
})();
