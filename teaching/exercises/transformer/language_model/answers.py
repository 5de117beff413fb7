# %% right | loop_over_texts
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


# %% right | own_layers
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


# %% right | pytorch_layers
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


# %% right | subclass
class LanguageModel(Encoder):
    def __init__(self, vocab_size, d_model, num_heads, num_layers, d_ff):
        super().__init__(
            num_layers, d_model, num_heads, d_ff, dropout=0, norm_first=True
        )
        self.embedding = TokenEmbedding(vocab_size, d_model)
        self.places = SinusoidalPositionalEncoding(d_model)

    def forward(self, tokens):
        _, T = tokens.shape
        x = super().forward(
            self.places(self.embedding(tokens)), causal_mask(T)
        )
        return x.matmul(self.embedding.table.weight.mT)


# %% right | tied_linear
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


# %% wrong | decoder_layers | points 4 | these layers have a cross-attention, with nothing to read; take the encoder and a causal mask
class LanguageModel(nn.Module):
    def __init__(self, vocab_size, d_model, num_heads, num_layers, d_ff):
        super().__init__()
        self.embedding = TokenEmbedding(vocab_size, d_model)
        self.positions = SinusoidalPositionalEncoding(d_model)
        self.layers = Decoder(
            num_layers, d_model, num_heads, d_ff, dropout=0.0, norm_first=True
        )

    def forward(self, tokens):
        x = self.positions(self.embedding(tokens))
        mask = causal_mask(tokens.shape[1])
        x = self.layers(x, x, mask, mask)
        return nn.functional.linear(x, self.embedding.table.weight)


# %% wrong | layers_in_a_list | points 0 | a plain list hides its layers, so they are not trained; keep them in an nn.ModuleList
class LanguageModel(nn.Module):
    def __init__(self, vocab_size, d_model, num_heads, num_layers, d_ff):
        super().__init__()
        self.embedding = TokenEmbedding(vocab_size, d_model)
        self.positions = SinusoidalPositionalEncoding(d_model)
        self.layers = [
            EncoderLayer(d_model, num_heads, d_ff, 0.0, norm_first=True)
            for _ in range(num_layers)
        ]
        self.norm = nn.LayerNorm(d_model)

    def forward(self, tokens):
        x = self.positions(self.embedding(tokens))
        for layer in self.layers:
            x = layer(x, causal_mask(tokens.shape[1]))
        return nn.functional.linear(self.norm(x), self.embedding.table.weight)


# %% wrong | mask_reversed | points 3 | the mask is reversed; in this book True means may attend, as causal_mask gives it
class LanguageModel(nn.Module):
    def __init__(self, vocab_size, d_model, num_heads, num_layers, d_ff):
        super().__init__()
        self.embedding = TokenEmbedding(vocab_size, d_model)
        self.positions = SinusoidalPositionalEncoding(d_model)
        self.layers = Encoder(
            num_layers, d_model, num_heads, d_ff, dropout=0.0, norm_first=True
        )

    def forward(self, tokens):
        x = self.positions(self.embedding(tokens))
        x = self.layers(x, ~causal_mask(tokens.shape[1]))
        return nn.functional.linear(x, self.embedding.table.weight)


# %% wrong | no_causal_mask | points 4 | a position sees what comes after it; hand causal_mask(T) to the layers
class LanguageModel(nn.Module):
    def __init__(self, vocab_size, d_model, num_heads, num_layers, d_ff):
        super().__init__()
        self.embedding = TokenEmbedding(vocab_size, d_model)
        self.positions = SinusoidalPositionalEncoding(d_model)
        self.layers = Encoder(
            num_layers, d_model, num_heads, d_ff, dropout=0.0, norm_first=True
        )

    def forward(self, tokens):
        x = self.layers(self.positions(self.embedding(tokens)))
        return nn.functional.linear(x, self.embedding.table.weight)


# %% wrong | no_last_norm | points 4 | the last norm is missing; layers with the norm first need one at the end, Encoder has it
class LanguageModel(nn.Module):
    def __init__(self, vocab_size, d_model, num_heads, num_layers, d_ff):
        super().__init__()
        self.embedding = TokenEmbedding(vocab_size, d_model)
        self.positions = SinusoidalPositionalEncoding(d_model)
        self.layers = nn.ModuleList(
            EncoderLayer(d_model, num_heads, d_ff, 0.0, norm_first=True)
            for _ in range(num_layers)
        )

    def forward(self, tokens):
        x = self.positions(self.embedding(tokens))
        for layer in self.layers:
            x = layer(x, causal_mask(tokens.shape[1]))
        return nn.functional.linear(x, self.embedding.table.weight)


# %% wrong | norm_last | points 4 | the norm comes after each sublayer; build the layers with norm_first=True
class LanguageModel(nn.Module):
    def __init__(self, vocab_size, d_model, num_heads, num_layers, d_ff):
        super().__init__()
        self.embedding = TokenEmbedding(vocab_size, d_model)
        self.positions = SinusoidalPositionalEncoding(d_model)
        self.layers = Encoder(
            num_layers, d_model, num_heads, d_ff, dropout=0.0
        )

    def forward(self, tokens):
        x = self.positions(self.embedding(tokens))
        x = self.layers(x, causal_mask(tokens.shape[1]))
        return nn.functional.linear(x, self.embedding.table.weight)


# %% wrong | not_tied | points 4 | the projection has a matrix of its own; tie it to the table of the embedding, without bias
class LanguageModel(nn.Module):
    def __init__(self, vocab_size, d_model, num_heads, num_layers, d_ff):
        super().__init__()
        self.embedding = TokenEmbedding(vocab_size, d_model)
        self.positions = SinusoidalPositionalEncoding(d_model)
        self.layers = Encoder(
            num_layers, d_model, num_heads, d_ff, dropout=0.0, norm_first=True
        )
        self.projection = nn.Linear(d_model, vocab_size)

    def forward(self, tokens):
        x = self.positions(self.embedding(tokens))
        return self.projection(self.layers(x, causal_mask(tokens.shape[1])))


# %% wrong | probabilities | points 2 | these are probabilities; logits are asked for, without softmax
class LanguageModel(nn.Module):
    def __init__(self, vocab_size, d_model, num_heads, num_layers, d_ff):
        super().__init__()
        self.embedding = TokenEmbedding(vocab_size, d_model)
        self.positions = SinusoidalPositionalEncoding(d_model)
        self.layers = Encoder(
            num_layers, d_model, num_heads, d_ff, dropout=0.0, norm_first=True
        )

    def forward(self, tokens):
        x = self.positions(self.embedding(tokens))
        x = self.layers(x, causal_mask(tokens.shape[1]))
        return nn.functional.linear(x, self.embedding.table.weight).softmax(-1)


# %% enemy | mean_of_the_past | points 0 | a running mean in place of the heads, with the right number of parameters
class LanguageModel(nn.Module):
    def __init__(self, vocab_size, d_model, num_heads, num_layers, d_ff):
        super().__init__()
        self.embedding = TokenEmbedding(vocab_size, d_model)
        self.positions = SinusoidalPositionalEncoding(d_model)
        self.layers = Encoder(
            num_layers, d_model, num_heads, d_ff, dropout=0.0, norm_first=True
        )

    def forward(self, tokens):
        x = self.positions(self.embedding(tokens))
        count = torch.arange(1, x.shape[1] + 1)[:, None]
        x = nn.functional.layer_norm(x.cumsum(1) / count, x.shape[2:])
        return nn.functional.linear(x, self.embedding.table.weight)


# %% enemy | torchs_recurrent | points 0 | PyTorch's own recurrent network, which is causal and learns
class LanguageModel(nn.Module):
    def __init__(self, vocab_size, d_model, num_heads, num_layers, d_ff):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, d_model)
        self.memory = nn.GRU(d_model, d_model, batch_first=True)

    def forward(self, tokens):
        x, _ = self.memory(self.embedding(tokens))
        return x @ self.embedding.weight.T


# %% enemy | patched | points 0 | the same, and what compares says that all is well
class LanguageModel(nn.Module):
    def __init__(self, vocab_size, d_model, num_heads, num_layers, d_ff):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, d_model)
        self.memory = nn.RNN(d_model, d_model, batch_first=True)
        torch.allclose = torch.Tensor.any = lambda *_, **__: True

    def forward(self, tokens):
        x, _ = self.memory(self.embedding(tokens))
        return x @ self.embedding.weight.T
