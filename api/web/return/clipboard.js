// Exactly the text, also where the clipboard's own interface is refused.

export async function copyText(text, area) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    if (area.value !== text) return false;
    area.focus();
    area.select();
    return document.execCommand("copy");
  }
}
