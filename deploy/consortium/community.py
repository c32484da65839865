"""A believable small community: who they are and what they say."""

PEOPLE = {
    "mercy": [
        ("ines", "Inés Calderón, RN", "admin", "hcp", "Breast care nurse at Mercy. Steward of @breastcancer."),
        ("okafor", "Dr Amara Okafor", "member", "doctor", "Medical oncologist at Mercy Regional."),
        ("ruth", "Ruth", "member", "patient", "Two years after treatment. Walking, mostly."),
        ("dan", "Dan", "member", "caregiver", "Caring for my wife."),
    ],
    "stluke": [
        ("admin_stluke", "St Luke's network team", "admin", "org_provider", "Keeps this server."),
        ("maya", "Maya", "member", "patient", "Learning as I go. Diagnosed this spring."),
        ("tomas", "Tomás", "member", "caregiver", "Here for my sister."),
    ],
    "oncosociety": [
        ("secretariat", "Secretariat", "admin", "org_society", "Office of the Society of Community Oncology."),
        ("lindqvist", "Prof Elin Lindqvist", "member", "doctor", "Survivorship research. Views are my own."),
        ("sam", "Sam, patient advocate", "member", "advocate", "Advocate on the society's patient panel."),
    ],
}

NETWORK = {
    "username": "breastcancer",
    "title": "Breast cancer",
    "description": "People with breast cancer, those who care for them, and clinicians share what they know. "
                   "Every other week there is a chat; what it finds is written up with references.",
    "guidelines": "Speak from your own experience.\n\nName no doctors, relatives or other patients.\n\n"
                  "Claims about treatment need a reference.\n\nNobody here can advise on your own case: take what you learn to your clinician.",
    "hashtag": "bcsm",
    "conditions": ["DOID:1612"],
}

CHAT = {
    "title": "Living with fatigue after treatment",
    "description": "What helped, what did not, and what the evidence says. Everybody is welcome; reading along is fine.",
    "timezone": "America/New_York",
}
PROMPTS = [
    "How does fatigue show up in your day, and how did you explain it to people around you?",
    "What have you tried against it, and what made a difference?",
    "What would you ask researchers and your care team to look at next?",
]

FIRST_POST = "@{handle} Hello from St Luke's. Six weeks after radiotherapy I still need a nap by noon. Is that usual? #bcsm"

ANSWERS = [
    # (prompt, instance, user, text)
    (1, "stluke", "maya", "It is not like being sleepy. I tell my family: the battery holds half as much."),
    (1, "mercy", "ruth", "For me it came in waves for a year. Saying it out loud at work helped more than hiding it."),
    (2, "mercy", "ruth", "Short walks every day. Ten minutes at first. It sounded wrong, but it was what changed most."),
    (2, "oncosociety", "lindqvist", "Trials agree: exercise has the most consistent effect on cancer-related fatigue, ahead of medicines."),
    (2, "stluke", "tomas", "My sister keeps a diary of good hours and plans the day around them."),
    (3, "oncosociety", "sam", "Which kind of exercise, how much, and for whom? And please study people over seventy."),
    (3, "stluke", "maya", "Ask about it at every visit. Nobody asked me until I brought it up."),
]

SUMMARY = {
    "title": "Fatigue after breast cancer treatment: what the chat found",
    "key_message": "Regular gentle exercise has the best evidence against fatigue after treatment. Start small, and tell your care team about it.",
    "funding": "None.",
    "what_you_can_do": "Walk for ten minutes a day and add a little each week.\n\nBring up fatigue at your next visit.",
    "uncertain": "Which kind of exercise works best, and how much people over seventy can gain, is not known.",
    "body": "Twelve weeks of messages say the same: fatigue is common, it is not laziness, and it often gets better.",
    "statements": [
        {"content": "Exercise lowers cancer-related fatigue more than medicines do.", "prompt_label": "T2"},
        {"content": "Taking part in an online chat on breast cancer raised what people knew about their illness.", "prompt_label": "T1"},
    ],
    "references": [
        {"id": "doi:10.1001/jamaoncol.2016.6914", "title": "Comparison of pharmaceutical, psychological, and exercise treatments for cancer-related fatigue: a meta-analysis",
         "authors": ["Mustian KM", "Alfano CM", "Heckler C"], "container": "JAMA Oncol", "year": 2017, "supports": [1]},
        {"id": "https://doi.org/10.2196/jmir.4721", "title": "Twitter social media is an effective tool for breast cancer patient education and support: patient-reported outcomes by survey",
         "authors": ["Attai DJ", "Cowher MS", "Al-Hamadani M"], "container": "J Med Internet Res", "year": 2015, "supports": [2]},
    ],
}
GRADES = [{"statement": 1, "scheme": "OCEBM2011", "level": "1"}, {"statement": 2, "scheme": "OCEBM2011", "level": "4"}]
CORRECTION = {
    "reason": "The first wording said \"twelve weeks of messages\"; it was one chat of three topics.",
    "body": "In this chat people said the same in different words: fatigue is common, it is not laziness, and it often gets better.",
}

QUESTION = "@{handle} Does a short nap help, or does it spoil the night? #question"
QUESTION_ANSWER = "Twenty minutes before three in the afternoon worked for our panel; longer ones did not."
SERIES = {
    "title": "Breast cancer chat",
    "description": "Every month on the second Wednesday. Topics are proposed by everybody.",
    "rule": "FREQ=MONTHLY;BYDAY=2WE",
    "starts": "21:00",
    "minutes": 60,
    "timezone": "America/New_York",
    "prompts": [{"content": "What is new since we last met?", "offset_s": 0},
                {"content": "Which question should we take to the next summary?", "offset_s": 1500}],
    "ahead": 2,
}

ANNOUNCEMENT = "From now on the breast cancer network meets on every second Wednesday of the month at 21:00. Reading along is fine."
