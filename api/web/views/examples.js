// Requests to begin with, in the ways customers write.

export const EXAMPLES = [
  {
    label: "example_gulf",
    customer_comment: "السلام عليكم، القلاية وصلتني امس والسلة مكسورة من الجنب والكرتون كله مفعوص، والله زعلت لاني مجهزتها حق العزيمة",
    item_title: "Digital air fryer 5.5 L, black", customer_name: "نورة", marketplace: "ae", currency: "AED", price: "249",
    reason_code: "defective", status: "pending_action", photos: "2", hours: 20,
  },
  {
    label: "example_arabizi",
    customer_comment: "el sama3a btefsel kol shwaya w mesh 3arfa a3mel pairing ma3 el mobile, a3mel eh?",
    item_title: "Wireless earbuds, white", customer_name: "Salma", marketplace: "eg", currency: "EGP", price: "1150",
    reason_code: "other", status: "pending_action", hours: 6,
  },
  {
    label: "example_english",
    customer_comment: "I ordered the grey backpack and a blue one came. Please sort this out, I travel on Friday.",
    item_title: "Travel backpack 40 L, grey", customer_name: "Daniel", marketplace: "sa", currency: "SAR", price: "189",
    reason_code: "wrong_item", status: "pickup_authorized", photos: "1", hours: 30,
  },
];
