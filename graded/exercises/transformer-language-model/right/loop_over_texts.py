class LanguageModel(nn.Module):
    def __init__(self, vocab_size, d_model, num_heads, num_layers, d_ff):
        super().__init__()
        self.embedding = TokenEmbedding(vocab_size, d_model)
        self.positions = SinusoidalPositionalEncoding(d_model)
        self.layers = Encoder(
            num_layers, d_model, num_heads, d_ff, dropout=0.0, norm_first=True
        )

    def _one(self, text):
        x = self.positions(self.embedding(text[None]))
        mask = torch.ones(1, 1, len(text), len(text), dtype=torch.bool).tril()
        x = self.layers(x, mask)[0]
        return torch.stack(
            [self.embedding.table.weight @ vector for vector in x]
        )

    def forward(self, tokens):
        return torch.stack([self._one(text) for text in tokens])
