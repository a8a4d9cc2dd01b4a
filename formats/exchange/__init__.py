"""Files for bailiffs' offices: the hub's own hand-over file and its schema. Other offices' layouts join it here."""
