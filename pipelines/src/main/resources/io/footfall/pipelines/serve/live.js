// Shows the report and updates it whenever the data changes.
(function () {
  'use strict';

  const { element } = Footfall;
  const main = document.getElementById('report');
  const SLOW_MS = 500;
  const AGAIN_MS = 5000;
  let shown = false;
  let reading = false;
  let again = false;
  let retry = 0;

  function nothing(source) {
    const isWarehouse = source.startsWith('jdbc:');
    shown = false;
    main.replaceChildren(
      element(
        'section',
        { class: 'card nothing', id: 'nothing' },
        element('h2', { text: 'No data yet' }),
        element('p', {
          text:
            'This page updates itself as soon as ' +
            (isWarehouse ? 'a batch is loaded or a stream writes a window.' : 'a batch is sealed.'),
        }),
        element('pre', {
          text: isWarehouse
            ? 'bin/footfall load --lake=LAKE --warehouse=' + source
            : 'bin/footfall visits \\\n  --input=visits.csv \\\n  --output=report \\\n  --lake=' + source,
        }),
      ),
    );
  }

  function show(json) {
    main.setAttribute('aria-busy', 'false');
    if (!json.days.length) nothing(json.source);
    else if (shown) Footfall.update(json);
    else {
      main.replaceChildren();
      Footfall.show(main, json, {
        allPages: { name: 'pages.csv', href: '/pages.csv' },
        readCustomer: async (name) => {
          const found = await Footfall.live.get('/api/insight?customer=' + encodeURIComponent(name));
          return found.purchases ? Footfall.data.decode(found) : null;
        },
        findCustomers: (text) => Footfall.live.get('/api/customers?find=' + encodeURIComponent(text)),
      });
      shown = true;
    }
    main.dataset.version = json.version;
    main.dataset.ready = 'true';
  }

  /** Reads the data; a change during the read starts one more read. */
  async function read() {
    if (reading) {
      again = true;
      return;
    }
    reading = true;
    const slow = setTimeout(() => Footfall.live.reads(true), SLOW_MS);
    do {
      again = false;
      try {
        show(await Footfall.live.get('/api/insight'));
      } catch (e) {
        clearTimeout(retry);
        retry = setTimeout(read, AGAIN_MS);
        if (!shown)
          main.replaceChildren(
            element('p', { class: 'failed', role: 'alert', text: 'Cannot display the report: ' + e.message }),
          );
      }
    } while (again);
    reading = false;
    clearTimeout(slow);
    Footfall.live.reads(false);
  }

  Footfall.live.follow(read);
})();
