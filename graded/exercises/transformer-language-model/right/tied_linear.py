class LanguageModel(nn.Module):
    def __init__(self, vocab_size, d_model, num_heads, num_layers, d_ff):
        super().__init__()
        self.embedding = TokenEmbedding(vocab_size, d_model)
        self.positions = SinusoidalPositionalEncoding(d_model)
        options = dict(dropout=0.0, norm_first=True, activation="gelu")
        self.stack = Encoder(num_layers, d_model, num_heads, d_ff, **options)
        self.projection = nn.Linear(d_model, vocab_size, bias=False)
        self.projection.weight = self.embedding.table.weight

    def forward(self, tokens):
        hidden = torch.ones(2 * tokens.shape[-1:]).triu(1) > 0
        M = torch.zeros(hidden.shape).masked_fill(hidden, -math.inf)
        x = self.stack(self.positions(self.embedding(tokens)), mask=M)
        return self.projection(x)
