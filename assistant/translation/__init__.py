"""Translation is a port (`assistant.ports.Translator`); its engines live here, one module each."""
