"""What a synthetic claim of each type is made of: its roles, what fills them, and how often.

Data for ``articles.py``: names of gazetteer concepts, codes of the vocabulary, made-up words.
"""

__all__ = [
    "FACTUALITIES",
    "HEADS",
    "PLAIN",
    "PUBLISHER",
    "ROLES",
    "SPEAKER",
    "STATUSES",
    "SYLLABLES",
    "WEIGHTS",
    "WORDS",
]

SPEAKER, PUBLISHER = "Vyacheslav Davydenko", "The Daily Courier"
"""Those whom the examples of the reports ask for."""
HEADS = {
    "supplier": "russia united-states france germany china united-kingdom israel italy ukraine south-korea",
    "recipient": "venezuela india saudi-arabia egypt china algeria pakistan iraq united-arab-emirates vietnam",
    "firm": "rosoboronexport lockheed-martin boeing cavim dassault-aviation bae-systems raytheon almaz-antey",
    "equipment": "su-30mk2 s-300 t-72 ak-47 mi-17 f-16 su-35 s-400 leopard-2 c-130",
}
"""The things that are named most, by the pool they are drawn from; all others follow."""
ROLES = {
    "ArmsTransfer": "supplier:supplier:.86 recipient:recipient:.92 equipment:equipment:.9 quantity:quantity:.6"
    " mode:mode:.3 condition:condition:.05 intermediary:firm:.03 financer:supplier:.02 amount:money:.12",
    "Contract": "party:firm:1 party:recipient:1 object:equipment:.6 amount:money:.4",
    "Cooperation": "party:supplier:1 party:recipient:1 subject:subject:.7 kind:cooperation:.8",
    "Facility": "facility:site:1 kind:facility:1 host:recipient:.8 operator:firm:.6 trainsOn:equipment:.3",
    "Deployment": "sender:supplier:1 destination:place:.4 country:recipient:.9 personnel:personnel:.7 mode:way:.3"
    " carrier:carrier:.3 carrierQuantity:number:.2 purpose:subject:.3",
    "Maintenance": "servicer:firm:.8 equipment:equipment:1 country:recipient:.4 equipmentState:condition_words:.3",
    "Manufacture": "maker:firm:1 equipment:equipment:1",
    "Ownership": "owner:supplier:.9 owned:firm:1 kind:ownership:.8",
    "Position": "person:person:1 role:office_words:1 office:office:.8 organization:firm:.8 asOf:day:1",
    "Recognition": "recogniser:supplier:.9 recognised:person:1 country:recipient:.8 asRole:office_words:.7"
    " stance:stance:1 asOf:day:1",
    "Demand": "speaker:person:1 addressee:supplier:.9 content:subject:1 place:recipient:.4",
    "ClientRelationship": "supplier:supplier:1 client:recipient:1 rank:rank:.6 region:region:.3 asOf:day:1",
    "Statement": "speaker:person:1 content:content:1 topic:subject:.3 country:recipient:.3",
    "Restriction": "imposer:supplier:.9 target:recipient:1 kind:restriction:1 equipment:equipment:.3",
}
"""Type → role:pool:how often it is filled."""
WEIGHTS = (40, 6, 6, 4, 8, 3, 6, 4, 9, 3, 3, 1, 5, 2)
WORDS = {
    "mode": "Sale Aid Licence Lease", "condition": "New SecondHand", "cooperation": "Agreement Programme Intention",
    "facility": "TrainingCentre RepairPlant ProductionPlant Base", "way": "Air Sea Land",
    "ownership": "National StateOwned StateRun Subsidiary", "stance": "Recognises Backs Rejects",
    "restriction": "Embargo Sanction LicenceRefused LicenceRevoked", "rank": "largest second-largest leading",
    "personnel": "troops advisers specialists instructors", "carrier": "planes ships trucks",
    "condition_words": "malfunctioning ageing damaged", "office_words": "spokesman minister president director general",
    "subject": "training exercises air-defence maintenance modernisation cooperation security procurement",
}  # fmt: skip
STATUSES = (
    "Delivered Delivered Delivered Ordered Ordered Planned Offered Requested Ongoing Cancelled Unknown".split()
)
FACTUALITIES = "Asserted Asserted Asserted Asserted Asserted Asserted Hedged Hedged Denied Intended".split()
SYLLABLES = "ka ro mi ven do lar tu shi bel nor gri zan pe qua hol fis jur wen".split()
PLAIN = "that which according to reports from the region where officials had earlier spoken of more".split()
