"""Understanding the customer: language, situation, tone and consent, always on the original words."""
