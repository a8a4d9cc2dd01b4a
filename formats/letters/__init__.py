"""Letters and e-mails: frozen facts and a template in, bytes out. What a text says is data under `mappings/letters`."""
