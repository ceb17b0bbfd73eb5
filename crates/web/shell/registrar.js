// The shell of the registrar's page: it shows what the program on this machine says, and tells it what a person does. It decides
// nothing and keeps nothing.

(async () => {
  const root = document.getElementById('page');
  const ticket = location.hash.slice(1);
  // An address is no place for a ticket once it was read.
  history.replaceState(null, '', location.pathname);
  let secret = '';
  let number = 0;

  const show = (id) => { document.getElementById(id).hidden = false; };

  async function ask(path, body) {
    const headers = secret ? { 'attestat-window': secret } : {};
    const options = { method: 'POST', body, headers, credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer' };
    let answer;
    try {
      answer = await fetch(path, options);
    } catch {
      onbeforeunload = null;
      show('ended');
      throw new Error('the program does not answer');
    }
    if (answer.status === 401) show('outside');
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer;
  }

  function take(shown) {
    number = shown.number;
    const { view, title, language, is_unsaved: isUnsaved } = shown.page;
    const before = document.getElementById('stage-title')?.textContent;
    document.documentElement.lang = language;
    document.title = title;
    onbeforeunload = isUnsaved ? (event) => event.preventDefault() : null;
    Idiomorph.morph(root, view, {
      morphStyle: 'innerHTML',
      callbacks: {
        // What a person is typing stays so, and so does what was unfolded.
        beforeNodeMorphed: (node) => !(node === document.activeElement && node.tagName === 'INPUT'),
        beforeAttributeUpdated: (name, node) => !(name === 'open' && node.tagName === 'DETAILS'),
      },
    });
    // Where another stage began, a reader begins at its heading.
    const heading = document.getElementById('stage-title');
    if (heading && heading.textContent !== before && !heading.closest('[aria-busy]')) heading.focus();
    for (const each of shown.saved) save(each);
  }

  async function save(each) {
    const answer = await ask(`saved/${each}`);
    const name = /filename="([^"]+)"/u.exec(answer.headers.get('content-disposition'))[1];
    const link = document.createElement('a');
    link.href = URL.createObjectURL(await answer.blob());
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  const act = async (action, value, fields) => take(await (await ask('act', JSON.stringify({ action, value, fields }))).json());

  async function chosen(files) {
    if (!files.length) return;
    const list = JSON.stringify(files.map((file) => [file.name, file.size]));
    take(await (await ask('files', new Blob([list, '\n', ...files]))).json());
  }

  const fieldsOf = (form) => Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === 'string'));

  root.addEventListener('click', ({ target }) => {
    const used = target.closest('[data-act]');
    if (used && used.tagName !== 'FORM') act(used.dataset.act, used.dataset.value ?? '', {});
  });
  root.addEventListener('submit', (event) => {
    event.preventDefault();
    act(event.target.dataset.act, '', fieldsOf(event.target));
  });
  root.addEventListener('change', ({ target }) => {
    if (!('files' in target.dataset)) return;
    const files = [...target.files];
    target.value = '';
    chosen(files);
  });
  addEventListener('dragover', (event) => {
    event.preventDefault();
    document.body.classList.add('dragged');
  });
  addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) document.body.classList.remove('dragged');
  });
  addEventListener('drop', (event) => {
    event.preventDefault();
    document.body.classList.remove('dragged');
    chosen([...event.dataTransfer.files]);
  });

  const entered = await (await ask('enter', ticket)).json();
  secret = entered.secret;
  take(entered.shown);
  document.documentElement.classList.add('begun');
  // What other windows did, and what the node answered.
  for (;;) {
    const answer = await ask('wait', String(number));
    if (answer.status === 200) take(await answer.json());
  }
})().catch(() => { /* It was shown. */ });
