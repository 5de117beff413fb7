class LanguageModel(nn.Module):
    def __init__(self, vocab_size, d_model, num_heads, num_layers, d_ff):
        super().__init__()
        self.embedding = TokenEmbedding(vocab_size, d_model)
        self.positions = SinusoidalPositionalEncoding(d_model)
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(
                d_model,
                num_heads,
                d_ff,
                0.0,
                batch_first=True,
                norm_first=True,
            )
            for _ in range(num_layers)
        )
        self.norm = nn.LayerNorm(d_model)

    def forward(self, tokens):
        x = self.positions(self.embedding(tokens))
        hidden = ~causal_mask(tokens.shape[1])
        for layer in self.layers:
            x = layer(x, src_mask=hidden)
        return torch.einsum(
            "btd,vd->btv", self.norm(x), self.embedding.table.weight
        )
