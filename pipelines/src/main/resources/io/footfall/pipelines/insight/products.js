// The tab Products and customers: revenue by category, product and customer, new and returning customers.
(function () {
  'use strict';

  const { element } = Footfall;
  const f = Footfall.format;
  const parts = Footfall.parts;
  const { none, roomy, counted } = parts;
  const TYPING_MS = 300;
  const OTHERS = 20; // Of the customers that are found.
  let view = null;

  function build(ui) {
    view = { ui };
    view.section = parts.section('products', 'Products and customers');
    const grid = parts.tiles([
      ['buyers', 'Customers', 'Distinct customer IDs of the period'],
      ['new-customers', 'New customers', 'Customers whose first purchase in the data is in the period'],
      ['returning-customers', 'Returning customers', 'Customers of the period who bought before it'],
      ['repeat-rate', 'Repeat rate', 'Of the customers of the period, the share who bought on two or more of its days'],
    ]);
    view.tiles = grid.tiles;
    view.categories = Footfall.table({
      name: 'categories',
      caption: 'Revenue by category',
      pageSize: 12,
      columns: [],
      selected: (row) => row.key === ui.state.category,
      filter: { label: 'Find a category', text: (row) => ui.categoryName(row.key) },
    });
    view.customers = Footfall.table({
      name: 'customers',
      caption: 'Revenue by customer',
      pageSize: 12,
      columns: [],
      selected: (row) => row.key === ui.state.customer,
      filter: { label: 'Find a customer', text: (row) => ui.customerName(row.key), changed: findOthers },
    });
    view.others = element('p', { class: 'note', role: 'status' });
    view.products = Footfall.table({
      name: 'products',
      caption: 'Revenue by product',
      pageSize: 12,
      columns: [],
      filter: { label: 'Find a product', text: (row) => row.name || '' },
    });
    view.productsNote = element('p', { class: 'note' });
    view.categoryCard = parts.card('By category', view.categories.element);
    view.customerCard = parts.card('Best customers', view.customers.element, view.others);
    view.productCard = parts.card('By product', view.productsNote, view.products.element);
    view.section.body.append(
      grid.root,
      view.productCard,
      element('div', { class: 'columns even' }, view.categoryCard, view.customerCard),
    );
    return view.section.root;
  }

  function render(ctx) {
    const { data, state, span } = ctx;
    const p = data.purchases;
    view.section.body.hidden = !p;
    view.section.note.textContent = !p
      ? 'The source has no purchases.'
      : state.page !== null
        ? 'Purchases have no page, so the page filter does not apply here.'
        : '';
    if (!p) return;
    const missing = ctx.missing.purchases;
    const sumOf = (s) => Footfall.data.purchasesOf(data, s, state.category);
    const now = sumOf(span);
    const c = ctx.comparison.purchases;
    const pair = c && { now: sumOf(c.now), then: sumOf(c.then), basis: ctx.basis('purchases') };
    renderTiles(ctx, now, pair, missing);
    for (const one of [view.categoryCard, view.customerCard, view.productCard]) parts.labelCard(one, 0, missing);
    view.categoryCard.hidden = !p.single;
    fill(ctx, view.categories, 'category', now.byCategory, pair, (s) => s.byCategory);
    fill(ctx, view.customers, 'customer', now.byCustomer, pair, (s) => s.byCustomer);
    view.shown = new Set(now.byCustomer.rows.map((row) => view.ui.customerName(row.key)));
    renderOthers(ctx.data.everybody || ctx.data);
    renderProducts(ctx, c);
  }

  /** Customers without records cannot be chosen unless they are listed. */
  function searchesAll() {
    return view.ui.settings.findCustomers && view.everybody.purchases.single;
  }

  /** Finds customers that the table does not list, at the end of typing. */
  function findOthers(text) {
    if (!searchesAll()) return;
    clearTimeout(view.typing);
    view.wanted = text;
    view.found = null;
    view.typing = setTimeout(async () => {
      try {
        const found = text === '' ? null : await view.ui.settings.findCustomers(text);
        if (view.wanted === text) view.found = found;
      } catch (e) {
        if (view.wanted === text) view.found = e;
      }
      renderOthers(view.everybody);
    }, TYPING_MS);
  }

  /** Says how many customers are listed, or which of the others match. */
  function renderOthers(everybody) {
    view.everybody = everybody;
    const { purchases: p } = everybody;
    const { found } = view;
    if (found instanceof Error) view.others.textContent = 'Cannot search all customers: ' + found.message;
    else if (found) {
      const others = found.filter((id) => !view.shown.has(id));
      const links = others
        .slice(0, OTHERS)
        .flatMap((id) => [parts.pick(id, false, 'found ' + id, () => view.ui.chooseCustomer(id)), ' ']);
      view.others.replaceChildren(
        others.length ? 'Others that match: ' : 'No others match.',
        ...links,
        others.length > OTHERS ? '\u2026 Type more of the id to see others.' : '',
      );
    } else
      view.others.textContent =
        p.listed < p.customerCount
          ? 'The ' +
            f.whole(p.listed) +
            ' customers with the highest revenue, of ' +
            f.whole(p.customerCount) +
            '.' +
            (searchesAll() ? ' \u201cFind a customer\u201d searches all of them.' : '')
          : '';
  }

  function renderTiles(ctx, now, pair, missing) {
    const { data, state, span } = ctx;
    const p = data.purchases;
    const { tiles } = view;
    parts.setTile(
      tiles.buyers,
      now.customers
        ? {
            value: counted(now.customers),
            full: f.whole(now.customers.value),
            plusMinus: parts.plusMinus(now.customers),
            missing,
            ...(pair &&
              pair.then.customers && {
                now: pair.now.customers.value,
                before: pair.then.customers.value,
                beforeText: counted(pair.then.customers),
                basis: pair.basis,
              }),
          }
        : none('not available for a category'),
    );
    const isFiltered = state.category !== null;
    if (isFiltered || !now.customers || !p.newCustomers) {
      for (const id of ['new-customers', 'returning-customers'])
        parts.setTile(tiles[id], none(isFiltered ? 'not available with a filter' : 'not in the source'));
    } else {
      const newOf = (s) => Footfall.data.total(data, s, p.newCustomers);
      const fresh = newOf(span);
      const since = 'since ' + f.day(data.coverage.purchases ? data.coverage.purchases.first : data.first, true);
      const returning = Math.max(0, now.customers.value - fresh);
      parts.setTile(tiles['new-customers'], {
        value: roomy(fresh),
        full: f.whole(fresh),
        missing,
        note: 'first purchase in the data, ' + since,
        ...(pair &&
          !parts.isStart(data, 'purchases', ctx.comparison.purchases.then) && {
            now: newOf(ctx.comparison.purchases.now),
            before: newOf(ctx.comparison.purchases.then),
            beforeText: roomy(newOf(ctx.comparison.purchases.then)),
            basis: pair.basis,
          }),
      });
      parts.setTile(tiles['returning-customers'], {
        value: (now.customers.error > 0 ? '\u2248\u2009' : '') + roomy(returning),
        full: f.whole(returning),
        plusMinus: parts.plusMinus(now.customers),
        missing,
        note: now.customers.value > 0 ? f.percent(returning / now.customers.value) + ' of the customers' : '',
      });
    }
    const isWhole = Footfall.data.indexes(data, span).length === data.days.length;
    const repeating = now.repeating ?? (isWhole && !isFiltered ? p.repeating : undefined);
    parts.setTile(
      tiles['repeat-rate'],
      repeating === undefined || !now.customers || !now.customers.value
        ? none(now.customers && !now.customers.value ? 'no customers' : 'available only for all days')
        : {
            value: f.percent(repeating / now.customers.value),
            full: f.whole(repeating) + ' of ' + f.whole(now.customers.value),
            missing,
            note: f.whole(repeating) + ' bought on two or more days',
          },
    );
  }

  function othersText(n, what) {
    return n > 0
      ? 'All other ' + (what === 'category' ? 'categories' : what + 's') + ' (' + f.whole(n) + ')'
      : 'Others';
  }

  function fill(ctx, table, what, { rows, rest }, pair, part) {
    const p = ctx.data.purchases;
    const total = rows.concat(rest || []).reduce((sum, r) => sum + r.amount, p.zero);
    const amounts = (s) => new Map(s.rows.concat(s.rest || []).map((r) => [r.key, r.amount]));
    const both = pair && { now: amounts(part(pair.now)), then: amounts(part(pair.then)) };
    table.setRows(rows, rest ? [rest] : [], amountColumns(ctx, what, total, both));
  }

  function amountColumns(ctx, what, total, pair) {
    const { data, state } = ctx;
    const { ui } = view;
    const p = data.purchases;
    const name = what === 'category' ? ui.categoryName : ui.customerName;
    const others = othersText(
      what === 'category' ? p.categoryCount - p.categories.length : p.customerCount - p.listed,
      what,
    );
    const columns = [
      {
        label: what === 'category' ? 'Category' : 'Customer',
        csv: what === 'category' ? 'product_category' : 'customer_id',
        value: (row) => name(row.key),
        cell: (row) =>
          row.key === 0
            ? element('span', { class: 'others', text: others })
            : parts.pick(name(row.key), state[what] === row.key, what + ' ' + row.key, () => ui.choose(what, row.key)),
        text: (row) =>
          row.key === 0 ? '(' + others + ')' : what === 'category' ? p.categories[row.key - 1] : name(row.key),
      },
      parts.amountColumn('Revenue', 'revenue', p.scale, (row) => row.amount),
      parts.shareColumn(total, (row) => row.amount),
    ];
    if (pair) {
      const first = Footfall.data.firstDays(data, what);
      columns.push(
        parts.changeColumn(
          (row) => f.double(pair.then.get(row.key) || p.zero, p.scale),
          (row) => f.double(pair.now.get(row.key) || p.zero, p.scale),
          (row) => row.key !== 0 && first.get(row.key) >= ctx.span.from && data.first < ctx.span.from,
        ),
      );
    }
    if (p.single)
      columns.push(
        parts.countColumn('Orders', 'orders', (row) => row.orders),
        parts.countColumn('Order lines', 'order_lines', (row) => row.lines),
      );
    return columns;
  }

  // ---- Products --------------------------------------------------------------------------------------------------

  /** Adds up the products of a customer that are not listed. */
  function otherSums(ctx, has, sums) {
    const { of, end } = ctx.data.purchases.products.others;
    const { category } = ctx.state;
    for (let i = 0; i < end; i++) {
      if (!has(of.days[i]) || (category !== null && of.categories[i] !== category)) continue;
      sums.amount += of.amounts[i];
      sums.lines += of.lines[i];
      sums.units += of.units[i];
    }
    return sums;
  }

  /** Returns the sums of a product, by its index, over the days of a span. */
  function productSums(ctx, span) {
    const { zero, products } = ctx.data.purchases;
    const has = Footfall.data.chooser(ctx.data, span);
    return (at) => {
      const sums = { amount: zero, lines: 0, units: 0 };
      if (at < 0) return otherSums(ctx, has, sums);
      const { begin, end } = Footfall.data.cellsOf(products, at);
      for (let i = begin; i < end; i++) {
        if (!has(products.days[i])) continue;
        sums.amount += products.amounts[i];
        sums.lines += products.lines[i];
        sums.units += products.units[i];
      }
      return sums;
    };
  }

  /** @param compared the two spans that are compared, if any */
  function renderProducts(ctx, compared) {
    const p = ctx.data.purchases;
    const all = p.products;
    const { category } = ctx.state;
    view.productCard.hidden = all === undefined;
    view.products.element.hidden = !all;
    if (all === undefined) return;
    view.productsNote.textContent =
      all === null
        ? parts.notInFile(ctx.data.everybody, 'products')
        : all.others
          ? ''
          : all.names.length < all.count
            ? 'The ' + f.whole(all.names.length) + ' products with the highest revenue, of ' + f.whole(all.count) + '.'
            : '';
    if (all === null) return;
    const sumsOf = productSums(ctx, ctx.span);
    const pair = compared && { now: productSums(ctx, compared.now), then: productSums(ctx, compared.then) };
    const rows = [];
    all.names.forEach((name, at) => {
      if (category !== null && all.categories[at] !== category) return;
      const row = { at, name, category: all.categories[at], ...sumsOf(at) };
      if (row.lines > 0) rows.push(row);
    });
    rows.sort((a, b) => (a.amount < b.amount ? 1 : a.amount > b.amount ? -1 : 0));
    const sum = Footfall.data.purchasesOf(ctx.data, ctx.span, category).amount;
    const others = all.others ? { at: -1, name: 'Others', category: 0, ...sumsOf(-1) } : null;
    view.products.setRows(rows, others && others.lines > 0 ? [others] : [], [
      {
        label: 'Product',
        csv: 'product_name',
        value: (r) => r.name,
        cell: (r) =>
          r.at < 0
            ? element('span', { class: 'others', text: 'Products that are not listed' })
            : r.name === ''
              ? '(no name)'
              : Footfall.dataText(r.name),
        text: (r) => (r.at < 0 ? '(others)' : r.name),
      },
      {
        label: 'Category',
        csv: 'product_category',
        value: (r) => (r.category ? view.ui.categoryName(r.category) : ''),
        cell: (r) => (r.category ? Footfall.dataText(view.ui.categoryName(r.category)) : '\u2013'),
        text: (r) => (r.category ? p.categories[r.category - 1] : ''),
      },
      parts.amountColumn('Revenue', 'revenue', p.scale, (r) => r.amount),
      parts.shareColumn(sum, (r) => r.amount),
      ...(pair ? [productChange(ctx, pair)] : []),
      parts.countColumn('Units', 'units', (r) => r.units),
      parts.countColumn('Order lines', 'order_lines', (r) => r.lines),
    ]);
  }

  function productChange(ctx, pair) {
    const { scale, products } = ctx.data.purchases;
    const { days } = ctx.data;
    return parts.changeColumn(
      (row) => f.double(pair.then(row.at).amount, scale),
      (row) => f.double(pair.now(row.at).amount, scale),
      (row) =>
        row.at >= 0 && days[products.days[products.starts[row.at]]] >= ctx.span.from && ctx.data.first < ctx.span.from,
    );
  }

  Footfall.tabs.push({ id: 'products', label: 'Products and customers', build, render });
})();
