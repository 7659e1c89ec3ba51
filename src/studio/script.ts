/**
 * The page's one script: comfort only, everything works without it. It is constant text, so that its hash can be
 * allowed; what it needs to know it reads from attributes, and it writes text only, never markup.
 */
export const studioScript = `(() => {
  'use strict'
  const all = (selector) => [...document.querySelectorAll(selector)]
  const one = (selector) => document.querySelector(selector)

  for (const button of all('[data-copy]')) {
    const field = document.getElementById(button.dataset.copy)
    if (!field) continue
    const label = button.firstChild
    const before = label.data
    let timer
    button.hidden = false
    button.addEventListener('click', async () => {
      field.select()
      let copied = true
      try {
        await navigator.clipboard.writeText(field.value)
      } catch {
        copied = document.execCommand('copy')
      }
      label.data = copied ? 'Copied' : 'Press Ctrl+C'
      say(copied ? 'Copied' : 'Selected; press Ctrl and C')
      clearTimeout(timer)
      timer = setTimeout(() => { label.data = before }, 1800)
    })
  }
  for (const field of all('.copy input')) field.addEventListener('focus', () => field.select())

  function say(text) {
    const status = one('[data-status]')
    if (status) status.textContent = text
  }

  const moments = all('[data-moment]')
  const sentence = one('[data-sentence]')
  for (const link of moments) {
    link.addEventListener('click', (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
      event.preventDefault()
      const id = link.dataset.moment
      for (const other of moments) {
        if (other === link) other.setAttribute('aria-current', 'true')
        else other.removeAttribute('aria-current')
      }
      if (sentence) sentence.textContent = link.dataset.says
      for (const shot of all('[data-shot]')) {
        const src = shot.getAttribute('data-src-' + id)
        if (!src || src === shot.getAttribute('src')) continue
        shot.classList.add('loading')
        shot.alt = link.dataset.says + ' ' + shot.dataset.shot
        shot.src = src
      }
      const address = one('[data-address-' + id + ']')
      if (address) address.value = address.getAttribute('data-address-' + id)
      history.replaceState(null, '', link.href)
    })
  }
  for (const shot of all('[data-shot]')) {
    const done = () => shot.classList.remove('loading')
    shot.addEventListener('load', done)
    shot.addEventListener('error', done)
  }

  const filter = one('[data-filter]')
  const rows = all('[data-filter-text]')
  const none = one('[data-filter-empty]')
  if (filter && none) {
    const apply = () => {
      const words = filter.value.toLowerCase().split(/\\s+/).filter(Boolean)
      let left = 0
      for (const row of rows) {
        const fits = words.every((word) => row.dataset.filterText.includes(word))
        row.hidden = !fits
        if (fits) left += 1
      }
      none.hidden = left > 0 || words.length === 0
    }
    filter.addEventListener('input', apply)
  }

  const chosen = one('.offer-row[aria-current]')
  const box = one('.offers-scroll')
  if (chosen && box && box.scrollHeight > box.clientHeight) {
    box.scrollTop = chosen.offsetTop - box.clientHeight / 3
  }

  const zones = document.getElementById('safe-zones')
  if (zones) {
    try {
      zones.checked = sessionStorage.getItem('safe-zones') === 'on'
      zones.addEventListener('change', () => sessionStorage.setItem('safe-zones', zones.checked ? 'on' : 'off'))
    } catch {}
  }

  for (const menu of all('details.switch')) {
    document.addEventListener('click', (event) => { if (!menu.contains(event.target)) menu.open = false })
    menu.addEventListener('keydown', (event) => { if (event.key === 'Escape') menu.open = false })
  }
})()
`
