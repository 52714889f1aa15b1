"""文书: templates, 文号, drafting → signing → sealing → service, proof, void, reprint."""
