class LanguageModel(nn.Module):
    def __init__(self, vocab_size, d_model, num_heads, num_layers, d_ff):
        super().__init__()
        self.table = nn.Embedding(vocab_size, d_model)
        nn.init.normal_(self.table.weight, std=d_model**-0.5)
        self.register_buffer(
            "places", SinusoidalPositionalEncoding(d_model, 500).table
        )
        self.layers = nn.ModuleList()
        for _ in range(num_layers):
            self.layers.append(
                EncoderLayer(d_model, num_heads, d_ff, 0.0, norm_first=True)
            )
        self.norm = nn.LayerNorm(d_model)

    def forward(self, tokens):
        T = tokens.size(1)
        x = (
            self.table(tokens) * self.table.embedding_dim**0.5
            + self.places[:T]
        )
        for layer in self.layers:
            x = layer(x, causal_mask(T))
        return self.norm(x) @ self.table.weight.T
