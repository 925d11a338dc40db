// Without this the page does the same: this only searches, ticks all that is shown, and counts.
(function () {
  var form = document.forms[0], tools = document.getElementById('tools');
  var rows = Array.prototype.slice.call(form.querySelectorAll('li'));
  var groups = Array.prototype.slice.call(form.querySelectorAll('details.group'));
  var search = document.createElement('input'), all = document.createElement('button'), told = document.createElement('span');
  search.type = 'search';
  search.placeholder = 'Name, type or region';
  search.setAttribute('aria-label', 'Show only what has this in its name, type or region');
  all.type = 'button';
  all.className = 'quiet';
  all.textContent = 'Tick all';
  told.className = 'soft';
  told.setAttribute('aria-live', 'polite');
  tools.append(search, all, told);
  var texts = rows.map(function (row) { return row.querySelector('label').textContent.toLowerCase(); });
  function count() {
    var ticked = rows.filter(function (row) { return row.querySelector('input').checked; }).length;
    told.textContent = ticked + ' of ' + rows.length + ' ticked';
  }
  search.addEventListener('input', function () {
    var wanted = search.value.trim().toLowerCase();
    rows.forEach(function (row, i) { row.hidden = wanted !== '' && texts[i].indexOf(wanted) < 0; });
    all.textContent = wanted === '' ? 'Tick all' : 'Tick the ' + rows.filter(function (row) { return !row.hidden; }).length + ' found';
    groups.forEach(function (group) {
      var some = group.querySelector('li:not([hidden])') !== null;
      group.hidden = !some;
      // "All of these" means more than is shown now.
      group.querySelector('.all').hidden = wanted !== '';
      if (wanted !== '' && some) { group.open = true; }
    });
  });
  search.addEventListener('keydown', function (event) { if (event.key === 'Enter') { event.preventDefault(); } });
  all.addEventListener('click', function () {
    rows.forEach(function (row) { if (!row.hidden) { row.querySelector('input').checked = true; } });
    count();
  });
  form.addEventListener('change', function (event) {
    if (event.target.name === 'g') {
      event.target.closest('details').querySelectorAll('li input').forEach(function (box) { box.checked = event.target.checked; });
    } else if (event.target.name === 'r' && !event.target.checked) {
      // A heading that is ticked stands for all below it.
      event.target.closest('details').querySelector('input[name=g]').checked = false;
    }
    count();
  });
  count();
})();
